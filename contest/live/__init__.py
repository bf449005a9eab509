"""What is pushed to screens; the relay is the only emitter."""
