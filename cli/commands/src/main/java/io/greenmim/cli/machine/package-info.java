/** Version, machine, engine functions and completion. */
package io.greenmim.cli.machine;
