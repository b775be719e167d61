/**
 * Bytes behind web addresses that strangers name: where a connection goes is checked before it is
 * opened.
 */
package io.greenmim.fetch;
