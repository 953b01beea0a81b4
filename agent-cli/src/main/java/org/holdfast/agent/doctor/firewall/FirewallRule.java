package org.holdfast.agent.doctor.firewall;

import java.util.List;

/**
 * A rule of a chain.
 *
 * @param text the rule as the tool printed it
 */
record FirewallRule(List<Condition> conditions, Action action, String text) {

  FirewallRule {
    conditions = List.copyOf(conditions);
  }

  Answer matches(Packet packet) {
    var answer = Answer.YES;
    for (var condition : conditions) {
      answer = answer.and(condition.test(packet));
    }
    return answer;
  }

  /** The action for a matching packet. */
  sealed interface Action {
    /** Continue with the next rule. */
    record Pass() implements Action {}

    record Accept() implements Action {}

    record Drop() implements Action {}

    /** Return to the calling chain. */
    record Return() implements Action {}

    /**
     * Jump into another chain of the table.
     *
     * @param back whether packets without a verdict from that chain continue with the next rule of
     *     this chain
     */
    record Jump(String chain, boolean back) implements Action {}
  }
}
