package org.holdfast.vrrp.io;

import java.util.List;
import java.util.function.Predicate;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.Rule;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualRule;

/**
 * The rules that instances hold. The kernel accepts no second rule with the same effect, whichever
 * program added the first: an equal rule of the host serves instead of ours. Owned by the kernel
 * loop.
 */
final class RuleTable extends MarkedTable<VirtualRule, Rule> {

  private final RouteKernel kernel;

  /**
   * @param recorded whether an earlier run has recorded an object's text
   */
  RuleTable(RouteKernel kernel, KernelRefusals refusals, Predicate<String> recorded) {
    super(refusals, recorded);
    this.kernel = kernel;
  }

  @Override
  public Class<VirtualRule> kind() {
    return VirtualRule.class;
  }

  @Override
  Rule record(VirtualRule configured) {
    return KernelRecords.rule(configured);
  }

  @Override
  List<ChangeOutcome> add(List<Rule> rules) {
    return kernel.addRules(rules);
  }

  @Override
  ChangeOutcome delete(Rule rule) {
    return kernel.deleteRule(rule);
  }

  @Override
  Listing<Rule> list(Family family) {
    return new Listing<>(kernel.rules(family), true);
  }

  @Override
  Family family(Rule rule) {
    return rule.family();
  }

  @Override
  Object place(Rule rule) {
    return rule.priority();
  }

  @Override
  boolean isSame(Rule ours, Rule present) {
    return ours.equals(marked(present, ours.protocol()));
  }

  @Override
  int protocol(Rule rule) {
    return rule.protocol();
  }

  @Override
  Rule marked(Rule rule, int protocol) {
    return rule.withProtocol(protocol);
  }

  @Override
  String text(Rule rule) {
    return KernelRecords.text(rule);
  }

  @Override
  String name(Rule rule) {
    return rule.toString(); // begins with the word rule
  }
}
