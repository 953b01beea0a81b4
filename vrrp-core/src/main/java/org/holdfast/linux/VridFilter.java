package org.holdfast.linux;

import static org.holdfast.linux.BpfProgram.ADD_K;
import static org.holdfast.linux.BpfProgram.ADD_X;
import static org.holdfast.linux.BpfProgram.AND_K;
import static org.holdfast.linux.BpfProgram.JEQ_K;
import static org.holdfast.linux.BpfProgram.JSET_K;
import static org.holdfast.linux.BpfProgram.LDB_ABS;
import static org.holdfast.linux.BpfProgram.LDB_IND;
import static org.holdfast.linux.BpfProgram.LDX_MSH;
import static org.holdfast.linux.BpfProgram.LD_IMM;
import static org.holdfast.linux.BpfProgram.LD_MEM;
import static org.holdfast.linux.BpfProgram.LSH_K;
import static org.holdfast.linux.BpfProgram.RET_K;
import static org.holdfast.linux.BpfProgram.RSH_K;
import static org.holdfast.linux.BpfProgram.RSH_X;
import static org.holdfast.linux.BpfProgram.ST;
import static org.holdfast.linux.BpfProgram.TAX;

import java.util.BitSet;
import org.holdfast.net.Family;

/**
 * The filter of a VRRP receive socket: adverts for VRIDs that no instance here uses never wake the
 * process. It checks only the VRID, so that every other defect reaches the parser and is counted
 * there; a packet too short to have a VRID is dropped. IPsec has the Authentication Header too: one
 * before another protocol than VRRP is dropped.
 *
 * <p>On an IPv4 raw socket a packet starts with the IP header, on an IPv6 one after it.
 */
final class VridFilter {

  private static final int VRID = 1;
  private static final int AH_NEXT_HEADER = 0;
  private static final int AH_LENGTH = 1;
  private static final int WHOLE_PACKET = 0x4_0000;

  private VridFilter() {}

  /** Accepts packets with those VRIDs (1..255) that a raw socket of that protocol receives. */
  static BpfProgram accepting(BitSet vrids, Family family, int protocol) {
    var program = new BpfProgram.Builder();
    loadVrid(program, family, protocol);
    // A 256-bit set in eight words: A becomes the word that contains bit vrid, X the bit's position
    // in it.
    program.add(ST, 0).add(AND_K, 31).add(TAX, 0).add(LD_MEM, 0).add(RSH_K, 5);
    var words = words(vrids);
    for (int i = 0; i < words.length; i++) {
      if (words[i] != 0) {
        program
            .jump(JEQ_K, 0, 5, i)
            .add(LD_IMM, words[i])
            .add(RSH_X, 0)
            .jump(JSET_K, 0, 1, 1)
            .add(RET_K, WHOLE_PACKET)
            .add(RET_K, 0);
      }
    }
    return program.add(RET_K, 0).build();
  }

  private static void loadVrid(BpfProgram.Builder program, Family family, int protocol) {
    if (family == Family.IPV6) {
      program.add(LDB_ABS, VRID);
      return;
    }
    program.add(LDX_MSH, 0);
    if (protocol == RawReceiver.AUTHENTICATION_HEADER) {
      program.add(LDB_IND, AH_NEXT_HEADER).jump(JEQ_K, 1, 0, RawReceiver.VRRP).add(RET_K, 0);
      // RFC 4302 section 2.2: the header's length in 32-bit words, minus two.
      program.add(LDB_IND, AH_LENGTH).add(ADD_K, 2).add(LSH_K, 2).add(ADD_X, 0).add(TAX, 0);
    }
    program.add(LDB_IND, VRID);
  }

  private static int[] words(BitSet vrids) {
    var words = new int[8];
    vrids.stream().forEach(vrid -> words[vrid / 32] |= 1 << (vrid % 32));
    return words;
  }
}
