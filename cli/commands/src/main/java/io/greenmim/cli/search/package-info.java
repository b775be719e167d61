/** Commands that index images and find them again. */
package io.greenmim.cli.search;
