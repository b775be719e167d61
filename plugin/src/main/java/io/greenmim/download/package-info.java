/**
 * The one way to the web. Files are fetched once, in pieces if need be, checked, and put in their
 * place whole; for addresses that strangers name it is checked where a connection goes before it is
 * opened.
 *
 * <p>Knows neither models nor the engine.
 */
package io.greenmim.download;
