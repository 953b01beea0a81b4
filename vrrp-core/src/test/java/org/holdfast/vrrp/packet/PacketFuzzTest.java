package org.holdfast.vrrp.packet;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Fuzz targets, one per parser; keepalived's packets are their corpus. */
class PacketFuzzTest {

  @FuzzTest
  void advertV4(byte[] packet) {
    Meaning.ofAdvertV4(packet);
  }

  @FuzzTest
  void advertV6(byte[] message) {
    Meaning.ofAdvertV6(message);
  }

  @FuzzTest
  void arp(byte[] frame) {
    Meaning.ofArp(frame);
  }

  @FuzzTest
  void neighbour(byte[] frame) {
    Meaning.ofNeighbour(frame);
  }
}
