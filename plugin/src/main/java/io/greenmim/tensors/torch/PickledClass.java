package io.greenmim.tensors.torch;

import java.util.Set;

/**
 * The name of a class or function in a pickle; never more than a name.
 *
 * @param module dotted name of the module
 * @param name dotted name of the module and of what is in it
 */
record PickledClass(String module, String name) {

  /** Modules whose classes run commands, code or other pickles; no checkpoint needs them. */
  private static final Set<String> DANGEROUS =
      Set.of(
          ("os posix nt subprocess sys builtins __builtin__ importlib imp runpy shutil socket pty"
                  + " ctypes code codeop pickle cPickle marshal shelve multiprocessing"
                  + " concurrent threading asyncio webbrowser types functools operator inspect"
                  + " tempfile zipimport http urllib pip pdb bdb timeit profile cProfile commands"
                  + " platform ssl smtplib ftplib xmlrpc logging weakref gc atexit signal"
                  + " linecache pkgutil doctest trace idlelib distutils setuptools venv ensurepip"
                  + " sqlite3 io nntplib poplib imaplib telnetlib cgi site pydoc dill cloudpickle"
                  + " joblib")
              .split(" "));

  /** Tells whether the module is one that reaches outside the program. */
  boolean dangerous() {
    int dot = module.indexOf('.');
    String top = dot < 0 ? module : module.substring(0, dot);
    // Python's own modules in C have the names of the others behind a line, such as _pickle.
    String plain = top.startsWith("__") || !top.startsWith("_") ? top : top.substring(1);
    return DANGEROUS.contains(plain);
  }

  /** Tells whether this is a class by Python's convention: its last part starts with a capital. */
  boolean looksLikeClass() {
    String last = name.substring(name.lastIndexOf('.') + 1);
    int first = last.startsWith("_") && last.length() > 1 ? 1 : 0;
    return !last.isEmpty() && Character.isUpperCase(last.charAt(first));
  }
}
