package org.holdfast.linux;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** A classic BPF program: instructions of 8 bytes {code u16, jt u8, jf u8, k u32}. */
final class BpfProgram {

  static final int RET_K = 0x06;
  static final int LD_IMM = 0x00;
  static final int LDX_IMM = 0x01;
  static final int LD_MEM = 0x60;
  static final int LDW_ABS = 0x20;
  static final int LDB_ABS = 0x30;
  static final int LDB_IND = 0x50;
  static final int LDX_MSH = 0xb1;
  static final int ST = 0x02;
  static final int TAX = 0x07;
  static final int ADD_K = 0x04;
  static final int ADD_X = 0x0c;
  static final int AND_K = 0x54;
  static final int LSH_K = 0x64;
  static final int RSH_K = 0x74;
  static final int RSH_X = 0x7c;
  static final int JA = 0x05;
  static final int JEQ_K = 0x15;
  static final int JSET_K = 0x45;

  /**
   * LDW_ABS from here loads the place of a netlink attribute: of the type that X holds, from the
   * place that A holds on; 0 when there is none.
   */
  static final int NETLINK_ATTRIBUTE = -0x1000 + 12;

  /**
   * Refuses every packet: for sockets that only send, and for sockets that are not fully set up
   * yet.
   */
  static final BpfProgram DROP_ALL = new BpfProgram(List.of(new Instruction(RET_K, 0, 0, 0)));

  private final List<Instruction> instructions;

  private BpfProgram(List<Instruction> instructions) {
    this.instructions = List.copyOf(instructions);
  }

  record Instruction(int code, int ifTrue, int ifFalse, int k) {}

  List<Instruction> instructions() {
    return instructions;
  }

  /** Replaces the program of the socket, if it has one. */
  void attach(LinuxSocket socket) {
    var code = NativeBuffer.allocate(instructions.size() * 8);
    for (var instruction : instructions) {
      code.bytes()
          .putShort((short) instruction.code())
          .put((byte) instruction.ifTrue())
          .put((byte) instruction.ifFalse())
          .putInt(instruction.k());
    }
    // struct sock_fprog: len u16 at 0, filter pointer at 8
    var program = NativeBuffer.allocate(16);
    program.bytes().putShort(0, (short) instructions.size()).putLong(8, code.address());
    try {
      socket.set(SocketOption.SO_ATTACH_FILTER, program);
    } finally {
      Reference.reachabilityFence(code); // the kernel reads the code through the pointer in program
    }
  }

  /** Collects instructions in order. */
  static final class Builder {
    private final List<Instruction> instructions = new ArrayList<>();

    Builder add(int code, int k) {
      return jump(code, 0, 0, k);
    }

    Builder jump(int code, int ifTrue, int ifFalse, int k) {
      instructions.add(new Instruction(code, ifTrue, ifFalse, k));
      return this;
    }

    BpfProgram build() {
      return new BpfProgram(instructions);
    }
  }
}
