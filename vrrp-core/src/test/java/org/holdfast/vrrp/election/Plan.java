package org.holdfast.vrrp.election;

import java.util.List;
import org.holdfast.vrrp.ElectionTerms;

/**
 * The configuration of a node: the terms of all its virtual routers, and which of them are
 * configured and which of these form its sync group.
 *
 * @param present a bit for each VRID
 * @param grouped a bit for each VRID
 */
record Plan(ElectionTerms terms, int present, int grouped) {

  /** Everything is configured, and in one group if there are several. */
  static Plan whole(ElectionTerms terms, int vrids) {
    int all = (1 << vrids) - 1;
    return new Plan(terms, all, vrids > 1 ? all : 0);
  }

  Plan with(ElectionTerms other) {
    return new Plan(other, present, grouped);
  }

  Plan presenting(int other) {
    return new Plan(terms, other, grouped);
  }

  Plan grouping(int other) {
    return new Plan(terms, present, other);
  }

  boolean has(Member member) {
    return (present >> member.vrid & 1) != 0;
  }

  /** The sync group's members; empty if fewer than two are left. */
  List<Member> group(List<Member> members) {
    var group =
        members.stream()
            .filter(member -> has(member) && (grouped >> member.vrid & 1) != 0)
            .toList();
    return group.size() > 1 ? group : List.of();
  }
}
