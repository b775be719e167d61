/** Region proposal network: targets of its anchors and the proposals that it makes. */
package io.greenmim.detect.rpn;
