@rem The start script says "exec", so that a signal sent to npm reaches the program and no shell in between. Windows has no such
@rem word: this file is what it finds instead.
@%*
