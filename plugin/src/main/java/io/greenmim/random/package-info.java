/** Random numbers that are a pure function of a seed and of what they are for. JDK only. */
package io.greenmim.random;
