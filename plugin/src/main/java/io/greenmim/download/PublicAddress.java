package io.greenmim.download;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Tells addresses of the public internet from those of this machine, of its network and of special
 * use (the registries of RFC 6890).
 */
final class PublicAddress {

  private static final List<Block> SPECIAL =
      List.of(
          new Block(8, 0), // this network
          new Block(8, 10), // private
          new Block(10, 100, 64), // shared by carriers
          new Block(8, 127), // loopback
          new Block(16, 169, 254), // link-local
          new Block(12, 172, 16), // private
          new Block(24, 192, 0, 0), // protocols
          new Block(24, 192, 0, 2), // documentation
          new Block(24, 192, 88, 99), // relays
          new Block(16, 192, 168), // private
          new Block(15, 198, 18), // benchmarks
          new Block(24, 198, 51, 100), // documentation
          new Block(24, 203, 0, 113), // documentation
          new Block(4, 224), // multicast
          new Block(4, 240)); // reserved, broadcast

  /** Global unicast; all else of IPv6 is local, multicast, or carries an IPv4 address. */
  private static final Block GLOBAL = new Block(3, 0x20);

  private static final List<Block> SPECIAL_GLOBAL =
      List.of(
          new Block(23, 0x20, 0x01, 0x00), // protocols, tunnels
          new Block(32, 0x20, 0x01, 0x0d, 0xb8), // documentation
          new Block(16, 0x20, 0x02), // tunnels to IPv4
          new Block(20, 0x3f, 0xff, 0x00)); // documentation

  private PublicAddress() {}

  /** Whether an address is one of the public internet. */
  static boolean matches(InetAddress address) {
    // IPv4 addresses mapped into IPv6 are Inet4Address in Java.
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return SPECIAL.stream().noneMatch(block -> block.contains(bytes));
    }
    return GLOBAL.contains(bytes)
        && SPECIAL_GLOBAL.stream().noneMatch(block -> block.contains(bytes));
  }

  /**
   * Addresses that begin alike.
   *
   * @param bits how many bits are alike
   * @param prefix the bytes that hold them
   */
  private record Block(int bits, int... prefix) {

    boolean contains(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        int index = bit / 8;
        int mask = 0x80 >> bit % 8;
        int expected = index < prefix.length ? prefix[index] : 0;
        if ((address[index] & mask) != (expected & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
