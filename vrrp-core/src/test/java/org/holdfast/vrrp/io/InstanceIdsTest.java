package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;
import org.junit.jupiter.api.Test;

class InstanceIdsTest {

  private static InstanceConfig instance(String name, int vrid) {
    return TestInstance.named(name).vrid(vrid).holds("10.0.0.9/24").build();
  }

  private final List<InstanceConfig> before = List.of(instance("A", 51), instance("B", 52));
  private final InstanceIds ids = new InstanceIds(before);
  private final Map<InstanceId, InstanceConfig> running = ids.of(before);
  private final InstanceId a = ids.get("A");
  private final InstanceId b = ids.get("B");

  private void follow(InstanceConfig... next) {
    ids.follow(running, List.of(next));
  }

  @Test
  void aRenamedInstanceKeepsItsIdentity() {
    follow(instance("X", 51), instance("B", 52));

    assertThat(ids.get("X")).isSameAs(a);
    assertThat(a).hasToString("X");
    assertThat(ids.has(a)).isTrue();
    assertThat(ids.get("B")).isSameAs(b);
    assertThatThrownBy(() -> ids.get("A"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no instance A");
  }

  @Test
  void instancesMaySwapNames() {
    follow(instance("B", 51), instance("A", 52));

    assertThat(ids.get("B")).isSameAs(a);
    assertThat(ids.get("A")).isSameAs(b);
    assertThat(List.of(a.name(), b.name())).containsExactly("B", "A");
  }

  @Test
  void aNewInstanceWithAnOldNameIsAnotherInstance() {
    follow(instance("A", 99), instance("B", 52));

    assertThat(ids.get("A")).isNotSameAs(a);
    assertThat(a.name()).as("it still has its name while it leaves").isEqualTo("A");
    assertThat(ids.has(a)).isFalse();
    assertThat(ids.has(ids.get("A"))).isTrue();
  }

  @Test
  void afterAReloadThatFailedTheNextOneFindsTheInstances() {
    follow(instance("X", 51), instance("B", 52)); // and the instances did not follow

    follow(instance("Y", 51));

    assertThat(ids.get("Y")).isSameAs(a);
    assertThat(a).hasToString("Y");
    assertThat(ids.has(b)).isFalse();
  }

  @Test
  void configurationsFollowTheirInstancesInOrder() {
    var next = List.of(instance("B", 52), instance("A", 51));

    assertThat(ids.of(next)).containsExactly(entry(b, next.get(0)), entry(a, next.get(1)));
  }
}
