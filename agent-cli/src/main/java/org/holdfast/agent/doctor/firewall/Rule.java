package org.holdfast.agent.doctor.firewall;

import java.util.List;

/**
 * A rule of a chain.
 *
 * @param text as the tool printed it
 */
record Rule(List<Condition> conditions, Action action, String text) {

  Rule {
    conditions = List.copyOf(conditions);
  }

  Answer matches(Packet packet) {
    var answer = Answer.YES;
    for (var condition : conditions) {
      answer = answer.and(condition.test(packet));
    }
    return answer;
  }

  /** What happens to a packet that it matches. */
  sealed interface Action {
    /** The packet goes on to the next rule. */
    record Pass() implements Action {}

    record Accept() implements Action {}

    record Drop() implements Action {}

    /** Back to the chain that jumped here. */
    record Return() implements Action {}

    /**
     * Into another chain of the table.
     *
     * @param back whether what that chain does not decide comes back to the next rule here
     */
    record Jump(String chain, boolean back) implements Action {}
  }
}
