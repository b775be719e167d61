/**
 * The process and the machine that the library is a guest of: what it finds there, and the little
 * that it sets. No DJL.
 */
package io.greenmim.host;
