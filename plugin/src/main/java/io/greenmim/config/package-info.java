/**
 * Immutable configuration records of the models and the named variants. Depends on the JDK only.
 */
package io.greenmim.config;
