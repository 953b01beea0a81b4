package org.holdfast.agent.snmp.mib;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.snmp.agentx.AgentxError;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.junit.jupiter.api.Test;

final class SettablesTest {

  private static final String WEIGHT = "1.3.6.1.4.1.9586.100.5.3.4.1.7.";
  private static final String PRIORITY = "1.3.6.1.4.1.9586.100.5.2.3.1.7.";

  private static final AgentConfig CONFIG =
      Configs.of(
          "virtual-servers: {web: {address: 10.9.9.9:80, sorry-server: 10.8.8.9,"
              + " real-servers: [{address: 10.8.8.8, weight: 3}]}}");

  private static Settables.Result check(String name, Value value) {
    var facts =
        new MibFacts(
            "1",
            CONFIG,
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of(),
            Map.of("web", Map.of("10.8.8.8:80", 9)),
            Map.of(),
            Map.of(),
            Map.of());
    return Settables.check(new VarBind(Oid.parse(name), value), facts);
  }

  private static Settables.Result refused(AgentxError error) {
    return new Settables.Result.Refused(error);
  }

  @Test
  void aWeightIsThatOfTheRealServerAfterTheSorryServer() {
    assertThat(check(WEIGHT + "1.2", Value.integer(5)))
        .isEqualTo(new Settables.Result.Accepted(new Setting.Weight("web", "10.8.8.8:80", 5, 9)));
    assertThat(new Setting.Weight("web", "a", 5, 9).undone())
        .isEqualTo(new Setting.Weight("web", "a", 9, 5));
  }

  @Test
  void otherObjectsValuesAndTypesAreRefused() {
    assertThat(check(WEIGHT + "1.1", Value.integer(5)))
        .isEqualTo(refused(AgentxError.NOT_WRITABLE));
    assertThat(check(WEIGHT + "1.3", Value.integer(5)))
        .isEqualTo(refused(AgentxError.NOT_WRITABLE));
    assertThat(check(WEIGHT + "2.1", Value.integer(5)))
        .isEqualTo(refused(AgentxError.NOT_WRITABLE));
    assertThat(check(WEIGHT + "1.2", Value.integer(-1)))
        .isEqualTo(refused(AgentxError.WRONG_VALUE));
    assertThat(check(WEIGHT + "1.2", Value.integer(65_536)))
        .isEqualTo(refused(AgentxError.WRONG_VALUE));
    assertThat(check(WEIGHT + "1.2", Value.gauge(5))).isEqualTo(refused(AgentxError.WRONG_TYPE));
    assertThat(check(PRIORITY + "1", Value.integer(5)))
        .isEqualTo(refused(AgentxError.NOT_WRITABLE));
    assertThat(check("1.3.6.1.2.1.68.1.2.0", Value.integer(1)))
        .isEqualTo(refused(AgentxError.NOT_WRITABLE));
  }
}
