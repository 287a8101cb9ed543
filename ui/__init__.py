"""The screen, and the only home of Streamlit: pages read widgets and show what others compute."""
