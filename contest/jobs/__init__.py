"""Long work outside the web process: a queue in the database, a worker, a child for each job."""
