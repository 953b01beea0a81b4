package org.holdfast.agent.snmp.mib;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.agent.snmp.agentx.MibView;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;

/** Objects in the form in which {@code snmpwalk -On} prints them. */
final class WalkText {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private WalkText() {}

  /** Returns the objects of a walk, and the text of each. */
  static Map<Oid, String> parse(String walk) {
    var objects = new TreeMap<Oid, String>();
    walk.lines()
        .forEach(line -> {
          int equals = line.indexOf(" = ");
          objects.put(Oid.parse(line.substring(0, equals)), line.substring(equals + 3).strip());
        });
    return objects;
  }

  /** Returns the objects of a view, and the text of each. */
  static Map<Oid, String> of(MibView view) {
    var objects = new TreeMap<Oid, String>();
    view.objects().forEach((name, value) -> objects.put(name, of(value)));
    return objects;
  }

  private static String of(Value value) {
    return switch (value) {
      case Value.Numeric number -> word(number) + ": " + number.number();
      case Value.Octets octets -> of(octets.bytes());
      case Value.Name name -> "OID: ." + name.oid();
      case Value.Empty empty -> empty.type().name();
    };
  }

  private static String word(Value.Numeric number) {
    return switch (number.type()) {
      case INTEGER -> "INTEGER";
      case COUNTER32 -> "Counter32";
      case GAUGE32 -> "Gauge32";
      case COUNTER64 -> "Counter64";
      default -> number.type().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String of(byte[] bytes) {
    for (byte each : bytes) {
      if (each < ' ' || each > '~') {
        return "Hex-STRING: " + HEX.formatHex(bytes);
      }
    }
    var text = new String(bytes, StandardCharsets.US_ASCII);
    return text.isEmpty() ? "\"\"" : "STRING: \"" + text + "\"";
  }
}
