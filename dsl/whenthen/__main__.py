"""`python -m whenthen` is the command `whenthen`."""

from whenthen.cli import main

if __name__ == "__main__":
    main()
