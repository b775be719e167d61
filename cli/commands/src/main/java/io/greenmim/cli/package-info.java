/** The command line: commands of all subjects under one root, which alone ends the process. */
package io.greenmim.cli;
