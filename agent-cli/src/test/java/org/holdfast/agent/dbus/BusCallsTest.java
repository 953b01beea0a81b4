package org.holdfast.agent.dbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.Configs;
import org.holdfast.agent.dbus.BusMessage.BrokenMessageException;
import org.holdfast.agent.dbus.BusMessage.Kind;
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

  private BusMessage answer(String path, String iface, String member, BusWriter body) {
    return calls.answer(BusMessage.call(1, ":1.2", path, iface, member, body), 2);
  }

  @ParameterizedTest
  @CsvSource({
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, PrintData, data",
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, PrintStats, stats",
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, PrintStatsClear, clear",
    "/org/keepalived/Vrrp1/Vrrp, org.keepalived.Vrrp1.Vrrp, ReloadConfig, reload",
    V4 + ", org.keepalived.Vrrp1.Instance, SendGarp, announce VI",
  })
  void aMethodDoesItsWork(String path, String iface, String member, String expected) {
    assertThat(answer(path, iface, member, new BusWriter()).kind()).isEqualTo(Kind.RETURN);
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
  void anythingElseIsRefused(String path, String iface, String member, String error) {
    var answer = answer(path, iface, member, new BusWriter());
    assertThat(answer.error()).isEqualTo("org.freedesktop.DBus.Error." + error);
    assertThat(done).isEmpty();
  }

  @Test
  void argumentsThatAreNotExpectedAreRefused() {
    var answer =
        answer(VRRP, "org.keepalived.Vrrp1.Vrrp", "PrintStats", new BusWriter().string("x"));
    assertThat(answer.error()).endsWith("InvalidArgs");
    assertThat(done).isEmpty();
  }

  @Test
  void aPropertyIsAVariant() throws BrokenMessageException {
    var asked = new BusWriter().string("org.keepalived.Vrrp1.Instance").string("State");
    var answer = answer(V4, PROPERTIES, "Get", asked);
    assertThat(answer.signature()).isEqualTo("v");
    var in = new BusReader(answer.body(), 0);
    assertThat(in.signature()).isEqualTo("(us)");
    assertThat(in.align(8).uint()).isEqualTo(2);
    assertThat(in.string()).isEqualTo("Master");
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
