"""The player of a run: videos moved by frames and by gait events, one or two in step."""
