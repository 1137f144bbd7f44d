"""Pages and commands: everything that people touch. `app.create_app` makes the web application, `cli.main` the commands."""
