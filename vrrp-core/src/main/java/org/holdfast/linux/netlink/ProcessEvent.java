package org.holdfast.linux.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A notification of the kernel's process connector (linux/cn_proc.h); events of threads are left
 * out.
 */
public sealed interface ProcessEvent {

  /**
   * The connector answered our request.
   *
   * @param errno 0 when it accepted the request
   */
  record Answered(int errno) implements ProcessEvent {}

  /** A process has created a child, which runs the same program as its parent. */
  record Forked(int parent, int child) implements ProcessEvent {}

  /** A process now runs another program or has another name. */
  record Changed(int pid) implements ProcessEvent {}

  /** A process has ended. */
  record Ended(int pid) implements ProcessEvent {}

  // struct cn_msg: id 8, sequence u32, acknowledged u32, length u16, flags u16; then struct
  // proc_event: what u32, cpu u32, timestamp u64, and fields of u32 that depend on what happened
  int MESSAGE_SIZE = 20;
  int WHAT = MESSAGE_SIZE;
  int FIRST = MESSAGE_SIZE + 16;

  /**
   * Reads the payload of a netlink message. Total: empty for events of threads or of another kind,
   * and for truncated messages.
   */
  static Optional<ProcessEvent> parse(ByteBuffer payload) {
    if (payload.limit() < FIRST + 16) {
      return Optional.empty();
    }
    int pid = payload.getInt(FIRST);
    int process = payload.getInt(FIRST + 4);
    return switch (payload.getInt(WHAT)) {
      case 0 -> Optional.of(new Answered(pid));
      case 1 -> forked(process, payload.getInt(FIRST + 8), payload.getInt(FIRST + 12));
      case 2, 0x200 -> Optional.of(new Changed(process));
      case 0x8000_0000 -> pid == process ? Optional.of(new Ended(pid)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<ProcessEvent> forked(int parent, int child, int childProcess) {
    return child == childProcess ? Optional.of(new Forked(parent, child)) : Optional.empty();
  }
}
