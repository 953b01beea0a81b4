package org.holdfast.agent.dbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.MethodReturn;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.holdfast.agent.Configs;
import org.holdfast.vrrp.election.VrrpState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what is answered; {@code DBusIT} compares it with keepalived. */
final class BusCallsTest {

  private static final String V4 = "/org/keepalived/Vrrp1/Instance/eth0_100/51/IPv4";
  private static final String VRRP = "/org/keepalived/Vrrp1/Vrrp";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

  private static final BusObjects OBJECTS =
      new BusObjects(
          Configs.of(
                  """
                  vrrp:
                    instances:
                      VI: {interface: eth0.100, virtual-router-id: 51, addresses: [10.9.0.100/24]}
                  """)
              .vrrp()
              .instances(),
          null,
          "none");

  private final List<String> done = new ArrayList<>();
  private final BusCalls calls =
      new BusCalls(
          OBJECTS,
          _ -> VrrpState.MASTER,
          new BusHandlers() {
            @Override
            public void printData() {
              done.add("data");
            }

            @Override
            public void printStatistics() {
              done.add("stats");
            }

            @Override
            public void printStatisticsAndClear() {
              done.add("clear");
            }

            @Override
            public void reload() {
              done.add("reload");
            }

            @Override
            public void announce(String instance) {
              done.add("announce " + instance);
            }
          });

  private Message answer(String path, String iface, String member) throws Exception {
    return answer(Wire.call(path, iface, member, null));
  }

  private Message answer(MethodCall call) throws Exception {
    var received = Wire.received(call);
    var answer = calls.answer(received, (MethodCall) received.message());
    assertThat(answer.getReplySerial()).isEqualTo(call.getSerial());
    return Wire.received(answer).message();
  }

  @ParameterizedTest
  @CsvSource({
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, PrintData, data",
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, PrintStats, stats",
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, PrintStatsClear, clear",
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, ReloadConfig, reload",
    V4 + ", org.keepalived.Vrrp1.Instance, SendGarp, announce VI",
  })
  void aMethodDoesItsWork(String path, String iface, String member, String expected)
      throws Exception {
    assertThat(answer(path, iface, member)).isInstanceOf(MethodReturn.class);
    assertThat(done).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/nope, org.keepalived.Vrrp1.Vrrp, PrintData, UnknownObject",
    "/org/keepalived/Vrrp1, org.keepalived.Vrrp1.Vrrp, PrintData, UnknownMethod",
    VRRP + ", org.keepalived.Vrrp1.Vrrp, Nope, UnknownMethod",
    VRRP + ", org.keepalived.Vrrp1.Instance, SendGarp, UnknownMethod",
    VRRP + ", org.nope, Nope, UnknownInterface",
    V4 + ", org.keepalived.Vrrp1.Vrrp, PrintData, UnknownMethod",
    V4 + ", org.freedesktop.DBus.Properties, Get, InvalidArgs",
  })
  void anythingElseIsRefused(String path, String iface, String member, String error)
      throws Exception {
    assertThat(refusal(answer(path, iface, member))).isEqualTo(error);
    assertThat(done).isEmpty();
  }

  /** Returns the last part of the error's name. */
  private static String refusal(Message answer) {
    assertThat(answer).isInstanceOf(Error.class);
    return answer.getName().replace("org.freedesktop.DBus.Error.", "");
  }

  @Test
  void argumentsThatAreNotExpectedAreRefused() throws Exception {
    var answer = answer(Wire.call(VRRP, BusObjects.VRRP, "PrintStats", "s", "x"));
    assertThat(refusal(answer)).isEqualTo("InvalidArgs");
    assertThat(done).isEmpty();
  }

  @Test
  void argumentsThatAreTooLongAreRefused() throws Exception {
    var text = "x".repeat(BusInput.LONGEST);
    var answer = answer(Wire.call(VRRP, BusObjects.VRRP, "PrintStats", "s", text));
    assertThat(refusal(answer)).isEqualTo("LimitsExceeded");
  }

  @Test
  void argumentsThatCannotBeReadAreRefused() throws Exception {
    var bytes = Wire.bytes(Wire.call(V4, PROPERTIES, "Get", "ss", "a", "b"));
    bytes[bytes.length - 6] = 99; // the length of the last string
    var received = Wire.input(bytes).next();
    assertThat(refusal(calls.answer(received, (MethodCall) received.message())))
        .isEqualTo("InvalidArgs");
  }

  @Test
  void aPropertyIsAVariant() throws Exception {
    var answer = answer(Wire.call(V4, PROPERTIES, "Get", "ss", BusObjects.INSTANCE, "State"));
    assertThat(answer.getSig()).isEqualTo("v");
    var value = (Variant<?>) answer.getParameters()[0];
    assertThat(value.getSig()).isEqualTo("(us)");
    assertThat((Object[]) value.getValue()).containsExactly(new UInt32(2), "Master");
  }

  @Test
  void allPropertiesAreADictionary() throws Exception {
    var answer = answer(Wire.call(V4, PROPERTIES, "GetAll", "s", BusObjects.INSTANCE));
    assertThat(answer.getSig()).isEqualTo("a{sv}");
    assertThat(((Map<?, ?>) answer.getParameters()[0]).keySet().stream().map(Object::toString))
        .containsExactlyInAnyOrder("Name", "State");
    assertThat(
            (Map<?, ?>) answer(Wire.call(V4, PROPERTIES, "GetAll", "s", "a.b")).getParameters()[0])
        .isEmpty();
  }

  @Test
  void noPropertyCanBeSet() throws Exception {
    var value = new Variant<>("x");
    var set = Wire.call(V4, PROPERTIES, "Set", "ssv", BusObjects.INSTANCE, "Name", value);
    assertThat(refusal(answer(set))).isEqualTo("PropertyReadOnly");
    var other = Wire.call(V4, PROPERTIES, "Set", "ssv", BusObjects.INSTANCE, "Nope", value);
    assertThat(refusal(answer(other))).isEqualTo("UnknownProperty");
  }

  @Test
  void theTreeLeadsToEveryObject() {
    assertThat(OBJECTS.introspection("/")).contains("<node name=\"org\"/>");
    assertThat(OBJECTS.introspection("/org/keepalived/Vrrp1"))
        .contains("<node name=\"Instance\"/>", "<node name=\"Vrrp\"/>");
    assertThat(OBJECTS.introspection("/org/keepalived/Vrrp1/Instance/eth0_100/51"))
        .contains("<node name=\"IPv4\"/>");
    assertThat(OBJECTS.introspection(V4)).contains("SendGarp", "VrrpStatusChange");
    assertThat(OBJECTS.introspection("/org/keep")).isNull();
  }
}
