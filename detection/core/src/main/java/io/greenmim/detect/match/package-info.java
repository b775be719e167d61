/** Which object a candidate box stands for, and which candidates training sees. */
package io.greenmim.detect.match;
