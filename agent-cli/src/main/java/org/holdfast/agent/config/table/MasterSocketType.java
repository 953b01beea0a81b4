package org.holdfast.agent.config.table;

import java.util.Map;
import org.holdfast.agent.config.MasterSocket;
import org.jspecify.annotations.Nullable;

/** The socket of an SNMP master agent, in net-snmp's words. */
public final class MasterSocketType extends Scalar<MasterSocket> {

  public static final MasterSocketType INSTANCE = new MasterSocketType();

  private static final TextType TEXT =
      TextType.word(
          300, "a socket such as unix:/var/agentx/master, tcp:localhost:705 or tcp:[::1]:705");

  private MasterSocketType() {}

  @Override
  @Nullable MasterSocket parse(String text) {
    var word = TEXT.parse(text);
    return word == null ? null : MasterSocket.parse(word).orElse(null);
  }

  @Override
  String remedy(String text) {
    return MasterSocket.isUdp(text) ? ": " + MasterSocket.NO_UDP : "";
  }

  @Override
  public String text(MasterSocket value) {
    return value.toString();
  }

  @Override
  public String expected() {
    return TEXT.expected();
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return TEXT.schema(definitions);
  }
}
