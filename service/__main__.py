"""``python -m service`` is ``keju``."""

from service.cli import main

if __name__ == "__main__":
    main()
