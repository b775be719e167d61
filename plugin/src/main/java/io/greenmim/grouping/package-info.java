/**
 * Which visible token attends with which: windows with different numbers of visible tokens are
 * packed into groups of equal size (Group Window Attention and Optimal Grouping, GreenMIM, arXiv
 * 2205.13515, sections 3.2 and 3.3). Entry point: {@link io.greenmim.grouping.WindowGrouper}. JDK
 * only, no {@code ai.djl}.
 */
package io.greenmim.grouping;
