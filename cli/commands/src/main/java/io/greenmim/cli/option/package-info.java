/** What commands have in common: options, groups, folders that they write into, failures. */
package io.greenmim.cli.option;
