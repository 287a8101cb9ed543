"""Pixels to points: video files, pose models, pose estimation and drawing."""
