"""One producer per picture: first load, every push, export and print call the same one."""
