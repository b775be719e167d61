/**
 * Files from the web: fetched once, in pieces if need be, checked, and put in their place whole.
 *
 * <p>Knows neither models nor the engine.
 */
package io.greenmim.download;
