/**
 * The command line: the root command {@code greenmim}, its built-in commands, and {@link
 * io.greenmim.cli.CommandProvider}, by which another module adds its own.
 */
package io.greenmim.cli;
