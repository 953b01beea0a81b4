package org.holdfast.agent.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.Configs;
import org.holdfast.vrrp.VrrpConfig;
import org.junit.jupiter.api.Test;

final class SetTermsTest {

  private final List<String> reloads = new ArrayList<>();
  private final SetTerms terms = new SetTerms(file(100, true), this::reloaded);

  private void reloaded(VrrpConfig config) {
    var election = config.instances().getFirst().election();
    reloads.add(election.priority() + " " + election.preempt());
  }

  private static VrrpConfig file(int priority, boolean preempt) {
    return Configs.of(
            "vrrp: {instances: {VI: {interface: lo, virtual-router-id: 1, priority: %d, preempt: %s,"
                    .formatted(priority, preempt)
                + " addresses: [10.0.0.1/32]}}}")
        .vrrp();
  }

  @Test
  void whatIsSetIsAppliedOverTheFile() {
    assertThat(terms.setPriority("VI", 150)).isTrue();
    assertThat(terms.setPreempt("VI", false)).isTrue();
    assertThat(reloads).containsExactly("150 true", "150 false");
    assertThat(terms.preempts()).containsEntry("VI", false);
  }

  @Test
  void anUnknownInstanceIsRefused() {
    assertThat(terms.setPriority("other", 150)).isFalse();
    assertThat(reloads).isEmpty();
  }

  @Test
  void aReloadThatDoesNotChangeTheValueKeepsIt() {
    terms.setPriority("VI", 150);
    terms.follow(file(100, false));
    assertThat(reloads).containsExactly("150 true", "150 false");
  }

  @Test
  void aReloadWithAnotherValueEndsIt() {
    terms.setPriority("VI", 150);
    terms.setPreempt("VI", false);
    terms.follow(file(90, true));
    terms.follow(file(100, true));
    assertThat(reloads).endsWith("90 false", "100 false");
  }
}
