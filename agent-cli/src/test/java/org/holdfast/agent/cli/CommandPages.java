package org.holdfast.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The documents that are generated from the specification of the commands: a table, a manual page,
 * and completion for bash.
 */
final class CommandPages {

  private final CommandSpec root = HoldfastCommand.commands();

  /**
   * Returns every command that does something, in order, by a name such as {@code show instance}.
   */
  private List<CommandSpec> leaves() {
    var leaves = new ArrayList<CommandSpec>();
    collect(root, leaves);
    return leaves;
  }

  private static void collect(CommandSpec command, List<CommandSpec> leaves) {
    if (command.subcommands().isEmpty()) {
      leaves.add(command);
    }
    command.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), leaves));
  }

  private static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  private static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static String synopsis(CommandSpec command) {
    return Stream.of(
            Stream.of(command.qualifiedName()),
            command.positionalParameters().stream()
                .map(p -> p.arity().min() > 0 ? p.paramLabel() : "[" + p.paramLabel() + "]"),
            options(command).stream().map(option -> "[" + words(option, "|") + "]"))
        .flatMap(words -> words)
        .collect(Collectors.joining(" "));
  }

  /** Returns the option in the form {@code -c, --config FILE}. */
  private static String words(OptionSpec option, String between) {
    var names = String.join(between, option.names());
    if (option.arity().max() == 0) {
      return names;
    }
    return names
        + (option.arity().min() == 0
            ? "[=" + option.paramLabel() + "]"
            : " " + option.paramLabel());
  }

  private static String meaning(ArgSpec argument) {
    var standard = argument.defaultValue();
    return String.join(" ", argument.description())
        + (standard == null || standard.equals("false") ? "" : " Default: " + standard + ".");
  }

  /** Returns the rows of the table in docs/commands.md. */
  String table() {
    return leaves().stream()
        .map(command ->
            "| `%s` | %s |".formatted(synopsis(command).replace("|", "\\|"), description(command)))
        .collect(Collectors.joining("\n", "| command | does |\n|---|---|\n", "\n"));
  }

  /** Returns the page for {@code man}. */
  String manual() {
    var page = new StringBuilder();
    page.append(".TH HOLDFAST 1 \"\" \"Holdfast\" \"User Commands\"\n.SH NAME\nholdfast \\- ")
        .append(roff(description(root)))
        .append("\n.SH SYNOPSIS\n.B holdfast\nCOMMAND [OPTION...]\n.SH COMMANDS\n");
    for (var command : leaves()) {
      page.append(".SS ").append(roff(synopsis(command))).append('\n');
      page.append(roff(description(command))).append('\n');
      command
          .positionalParameters()
          .forEach(argument -> item(page, argument.paramLabel(), meaning(argument)));
      options(command).forEach(option -> item(page, words(option, ", "), meaning(option)));
    }
    page.append(".SH EXIT STATUS\n");
    ExitStatus.documented().forEach((code, meaning) -> item(page, code, meaning));
    page.append(
        """
        .SH ENVIRONMENT
        .TP
        HOLDFAST_HEAP
        The largest size of the heap, such as 256m. Without it, a quarter of the memory of the host or
        of the control group, from 64 to 512 MiB.
        .TP
        HOLDFAST_JAVA_HOME
        The folder of the Java 25 to run on.
        .TP
        HOLDFAST_JAVA_OPTIONS
        Further options of the JVM.
        .SH FILES
        .TP
        /etc/holdfast/holdfast.yaml
        The configuration.
        .TP
        /run/holdfast/control.sock
        Where the agent answers questions.
        """);
    return page.toString();
  }

  private static void item(StringBuilder page, String name, String meaning) {
    page.append(".TP\n.B ").append(roff(name)).append('\n').append(roff(meaning)).append('\n');
  }

  private static String roff(String text) {
    var escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  /** Returns a script that bash sources. */
  String completion() {
    var script = new StringBuilder();
    script.append(
        """
        # Completion of the holdfast command for bash.

        _holdfast() {
          local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
          local command="" word words=""
          for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            case "$command $word" in
        """);
    commands()
        .forEach(command ->
            script
                .append("      \"")
                .append(parent(command))
                .append(' ')
                .append(command.name())
                .append("\") command=\"")
                .append(path(command))
                .append("\" ;;\n"));
    script.append(
        """
            esac
          done
          case $previous in
            -c | --config | --control-socket)
              mapfile -t COMPREPLY < <(compgen -f -- "$current")
              return
              ;;
          esac
          case $command in
        """);
    Stream.concat(Stream.of(root), commands())
        .forEach(command ->
            script
                .append("    \"")
                .append(path(command))
                .append("\") words=\"")
                .append(candidates(command))
                .append("\" ;;\n"));
    script.append(
        """
          esac
          mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        }

        complete -o default -F _holdfast holdfast
        """);
    return script.toString();
  }

  private Stream<CommandSpec> commands() {
    return below(root);
  }

  private static Stream<CommandSpec> below(CommandSpec command) {
    return command.subcommands().values().stream()
        .map(sub -> sub.getCommandSpec())
        .flatMap(sub -> Stream.concat(Stream.of(sub), below(sub)));
  }

  private static String path(CommandSpec command) {
    return command.qualifiedName().substring("holdfast".length()).strip();
  }

  private static String parent(CommandSpec command) {
    var path = path(command);
    return path.substring(0, Math.max(0, path.lastIndexOf(' ')));
  }

  private static String candidates(CommandSpec command) {
    return Stream.concat(
            command.subcommands().keySet().stream(),
            command.options().stream().flatMap(option -> Stream.of(option.names())))
        .collect(Collectors.joining(" "));
  }
}
