/** Commands for images and sentences. */
package io.greenmim.cli.text;
