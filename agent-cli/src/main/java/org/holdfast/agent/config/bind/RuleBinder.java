package org.holdfast.agent.config.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.RuleProperties;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VirtualRule.Action;
import org.jspecify.annotations.Nullable;

/** Creates routing policy rules, with the checks that no single key can make. */
final class RuleBinder {

  private final Report report;

  RuleBinder(Report report) {
    this.report = report;
  }

  /**
   * @param otherwise the family of a rule that names none
   */
  List<VirtualRule> bind(List<Entry<Fields>> entries, Family otherwise) {
    var rules = new ArrayList<VirtualRule>();
    for (var entry : entries) {
      if (entry.value().isComplete()) {
        rules.add(rule(entry.value(), otherwise));
      }
    }
    return rules;
  }

  private VirtualRule rule(Fields fields, Family otherwise) {
    var from = fields.find(RuleKeywords.FROM);
    var to = fields.find(RuleKeywords.TO);
    var family = family(fields, otherwise);
    if (from != null) {
      Networks.check(report, from, fields.spot(RuleKeywords.FROM));
    }
    if (to != null) {
      Networks.check(report, to, fields.spot(RuleKeywords.TO));
    }
    var jump = fields.find(RuleKeywords.GOTO);
    var action = jump == null ? fields.get(RuleKeywords.ACTION) : Action.GOTO;
    boolean ofVrf = fields.get(RuleKeywords.VRF_TABLE);
    checkAction(fields, action, jump);
    return new VirtualRule(
        family,
        from,
        to,
        fields.find(RuleKeywords.INPUT_INTERFACE),
        fields.find(RuleKeywords.OUTPUT_INTERFACE),
        fields.get(RuleKeywords.FIREWALL_MARK),
        fields.get(RuleKeywords.FIREWALL_MASK),
        action == Action.LOOKUP && !ofVrf ? fields.get(RuleKeywords.TABLE) : 0,
        fields.get(RuleKeywords.PRIORITY),
        action,
        jump == null ? 0 : jump,
        Protocols.of(report, fields, RuleKeywords.PROTOCOL, RuleKeywords.TRACKED),
        fields.get(RuleKeywords.TRACKED),
        properties(fields, family));
  }

  private Family family(Fields fields, Family otherwise) {
    var from = fields.find(RuleKeywords.FROM);
    var to = fields.find(RuleKeywords.TO);
    var family = fields.find(RuleKeywords.FAMILY);
    if (family == null) {
      family =
          from != null ? from.address().family() : to != null ? to.address().family() : otherwise;
    }
    if ((from != null && from.address().family() != family)
        || (to != null && to.address().family() != family)) {
      report.error(
          fields.spot(), "from, to and family are of different families (expected: one family)");
    }
    return family;
  }

  private void checkAction(Fields fields, Action action, @Nullable Long jump) {
    if (jump != null && fields.isGiven(RuleKeywords.ACTION)) {
      report.error(fields.spot(RuleKeywords.GOTO), "a rule has goto or an action, not both");
    } else if (jump != null && jump <= fields.get(RuleKeywords.PRIORITY)) {
      report.error(
          fields.spot(RuleKeywords.GOTO),
          jump
              + " (expected: a number above the rule's own priority, because rules only continue)");
    }
    for (var key :
        List.of(
            RuleKeywords.TABLE,
            RuleKeywords.VRF_TABLE,
            RuleKeywords.SUPPRESS_PREFIX_LENGTH,
            RuleKeywords.SUPPRESS_INTERFACE_GROUP,
            RuleKeywords.REALMS)) {
      if (action != Action.LOOKUP && fields.isGiven(key)) {
        report.error(fields.spot(key), key + " is only for rules that look a route up; remove it");
      }
    }
    if (fields.get(RuleKeywords.VRF_TABLE) && fields.isGiven(RuleKeywords.TABLE)) {
      report.error(fields.spot(RuleKeywords.TABLE), "a rule has a table or l3mdev, not both");
    }
  }

  private RuleProperties properties(Fields fields, Family family) {
    if (family == Family.IPV6 && fields.isGiven(RuleKeywords.REALMS)) {
      report.error(fields.spot(RuleKeywords.REALMS), "IPv6 rules have no realms; remove it");
    }
    return new RuleProperties(
        fields.get(RuleKeywords.INVERTED),
        fields.number(RuleKeywords.TOS),
        fields.get(RuleKeywords.REALMS),
        integer(fields.find(RuleKeywords.SUPPRESS_PREFIX_LENGTH)),
        integer(fields.find(RuleKeywords.SUPPRESS_INTERFACE_GROUP)),
        fields.get(RuleKeywords.VRF_TABLE),
        Optional.ofNullable(fields.find(RuleKeywords.USERS)),
        fields.number(RuleKeywords.IP_PROTOCOL),
        Optional.ofNullable(fields.find(RuleKeywords.SOURCE_PORT)),
        Optional.ofNullable(fields.find(RuleKeywords.DESTINATION_PORT)),
        fields.get(RuleKeywords.TUNNEL_ID));
  }

  private static OptionalInt integer(@Nullable Long number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number.intValue());
  }
}
