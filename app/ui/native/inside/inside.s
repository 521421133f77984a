// Go wants an assembly file, be it empty, in a package that declares functions without bodies.
