package org.holdfast.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Runs a classic BPF program as the kernel does, for the instructions that ours use. */
final class Bpf {

  private Bpf() {}

  /** The number of bytes of {@code packet} that the program accepts; 0 drops it. */
  static int run(BpfProgram program, ByteBuffer packet) {
    int a = 0;
    int x = 0;
    var memory = new int[16];
    var instructions = program.instructions();
    for (int pc = 0; ; pc++) {
      var op = instructions.get(pc);
      int k = op.k();
      switch (op.code()) {
        case BpfProgram.RET_K -> {
          return k;
        }
        case BpfProgram.LD_IMM -> a = k;
        case BpfProgram.LD_MEM -> a = memory[k];
        case BpfProgram.ST -> memory[k] = a;
        case BpfProgram.TAX -> x = a;
        case BpfProgram.ADD_K -> a += k;
        case BpfProgram.ADD_X -> a += x;
        case BpfProgram.AND_K -> a &= k;
        case BpfProgram.LSH_K -> a <<= k;
        case BpfProgram.RSH_K -> a >>>= k;
        case BpfProgram.RSH_X -> a >>>= x;
        case BpfProgram.JA -> pc += k;
        case BpfProgram.JEQ_K -> pc += a == k ? op.ifTrue() : op.ifFalse();
        case BpfProgram.JSET_K -> pc += (a & k) != 0 ? op.ifTrue() : op.ifFalse();
        case BpfProgram.LDX_IMM -> x = k;
        case BpfProgram.LDW_ABS -> {
          if (k == BpfProgram.NETLINK_ATTRIBUTE) {
            a = attribute(packet, a, x);
            continue;
          }
          if (k + 4 > packet.limit()) {
            return 0;
          }
          a = packet.getInt(k);
        }
        case BpfProgram.LDB_ABS, BpfProgram.LDB_IND, BpfProgram.LDX_MSH -> {
          int at = op.code() == BpfProgram.LDB_IND ? x + k : k;
          if (at >= packet.limit()) {
            return 0; // a load beyond the packet ends the program
          }
          int loaded = packet.get(at) & 0xff;
          if (op.code() == BpfProgram.LDX_MSH) {
            x = (loaded & 0xf) * 4;
          } else {
            a = loaded;
          }
        }
        default -> throw new AssertionError("no such instruction here: " + op);
      }
    }
  }

  /** The place of the first attribute of a type, as the kernel's nla_find; 0 when there is none. */
  private static int attribute(ByteBuffer packet, int from, int type) {
    var bytes = packet.duplicate().order(ByteOrder.nativeOrder());
    int at = from;
    while (at + 4 <= bytes.limit()) {
      int length = bytes.getShort(at) & 0xffff;
      if (length < 4 || at + length > bytes.limit()) {
        return 0;
      }
      if ((bytes.getShort(at + 2) & 0x3fff) == type) {
        return at;
      }
      at += (length + 3) & ~3;
    }
    return 0;
  }
}
