"""The live coach: landmarks in over a WebSocket, feedback out; the video stays in the browser."""
