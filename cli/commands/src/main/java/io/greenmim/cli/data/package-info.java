/** Commands that look into data sets. */
package io.greenmim.cli.data;
