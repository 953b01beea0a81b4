package org.holdfast.agent.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The completion scripts of the shells, generated from the specification of the commands. They
 * complete commands, options, files, and the names that the running agent knows.
 */
enum CompletionScript {
  BASH("bash-completion/completions/holdfast"),
  ZSH("zsh/vendor-completions/_holdfast"),
  FISH("fish/vendor_completions.d/holdfast.fish");

  private final String file;

  CompletionScript(String file) {
    this.file = file;
  }

  /** Returns the path below {@code share}, where the shell's package looks for it. */
  String file() {
    return file;
  }

  /** Returns the script. */
  String text() {
    return switch (this) {
      case BASH -> new Bash().text();
      case ZSH -> new Zsh().text();
      case FISH -> new Fish().text();
    };
  }

  // ---- The commands ----

  /** A command that can be completed; the root's path is empty. */
  private record Command(String path, CommandSpec spec) {

    static List<Command> all() {
      var all = new ArrayList<Command>();
      collect(HoldfastCommand.commands(), all);
      return all;
    }

    private static void collect(CommandSpec spec, List<Command> all) {
      all.add(new Command(spec.qualifiedName().substring("holdfast".length()).strip(), spec));
      spec.subcommands().values().forEach(sub -> collect(sub.getCommandSpec(), all));
    }

    String parent() {
      return path.substring(0, Math.max(0, path.lastIndexOf(' ')));
    }

    /** Returns the number of words of the command itself. */
    int depth() {
      return path.isEmpty() ? 0 : path.split(" ", -1).length;
    }

    Stream<CommandSpec> subcommands() {
      return spec.subcommands().values().stream().map(sub -> sub.getCommandSpec());
    }

    /** Returns the kinds of the arguments, in order. */
    List<Names> arguments() {
      return spec.positionalParameters().stream().map(this::names).toList();
    }

    private Names names(PositionalParamSpec argument) {
      return switch (argument.paramLabel()) {
        case "FILE" -> Names.FILES;
        case "INSTANCE" -> Names.INSTANCES;
        case "SERVICE" -> Names.SERVICES;
        case "SERVER" -> Names.SERVERS;
        case "NAME" -> Names.shownBy(path);
        default -> Names.NONE;
      };
    }
  }

  /** What an argument names. */
  private enum Names {
    NONE(""),
    FILES(""),
    INSTANCES("show instance --names"),
    SERVICES("show service --names"),
    SERVERS("show service --servers"),
    CHECKS("show check --names"),
    TRACKS("show track --names"),
    PEERS("show peer --names");

    private final String query;

    Names(String query) {
      this.query = query;
    }

    /** Returns what a command such as {@code show instance} shows. */
    static Names shownBy(String path) {
      return Stream.of(values())
          .filter(names -> names.query.equals(path + " --names"))
          .findAny()
          .orElse(NONE);
    }

    /** Returns whether the running agent knows the names. */
    boolean areLive() {
      return !query.isEmpty();
    }
  }

  private static boolean isPath(ArgSpec argument) {
    return argument.paramLabel().equals("FILE") || argument.paramLabel().equals("PATH");
  }

  private static String about(@Nullable String... description) {
    return String.join(" ", description).replaceFirst("[.;:] .*", "").replaceFirst("\\.$", "");
  }

  private static List<String> names(OptionSpec option) {
    return List.of(option.names());
  }

  private static Stream<OptionSpec> pathOptions(List<Command> commands) {
    return commands.stream()
        .flatMap(command -> command.spec().options().stream())
        .filter(CompletionScript::isPath);
  }

  private static Stream<OptionSpec> valueOptions(List<Command> commands) {
    return commands.stream()
        .flatMap(command -> command.spec().options().stream())
        .filter(option -> option.arity().min() > 0 && !isPath(option));
  }

  private static String alternatives(Stream<OptionSpec> options, String between) {
    return options
        .flatMap(option -> names(option).stream())
        .distinct()
        .collect(Collectors.joining(between));
  }

  // ---- bash ----

  private static final class Bash {
    private final List<Command> commands = Command.all();

    String text() {
      return """
      # Completion of the holdfast command for bash.

      _holdfast() {
        # Bash's own words are split at colons, of which addresses have many.
        local words current previous="" socket=() command="" arguments=() word candidates="" names=""
        read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
        [[ ${COMP_LINE:0:COMP_POINT} == *[[:blank:]] ]] && words+=("")
        current=${words[-1]}
        for word in "${words[@]:1:${#words[@]}-2}"; do
          case $previous in
            --control-socket) socket=(--control-socket "$word") ;;
          esac
          case $previous in
            %s) previous=""; continue ;;
          esac
          previous=$word
          case "$command $word" in
      %s      *" -"*) ;;
            *) arguments+=("$word") ;;
          esac
        done
        case $previous in
          %s)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
          %s) return ;;
        esac
        case $command in
      %s  esac
        case $current in
          -*) names="" ;;
        esac
        case $names in
          "") ;;
          files)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
          "show service --servers")
            names=$(holdfast show service "${arguments[0]}" --servers "${socket[@]}" 2>/dev/null)
            ;;
          *) names=$(holdfast $names "${socket[@]}" 2>/dev/null) ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
        # Not by compgen, which would run commands that stand in a name.
        while IFS= read -r word; do
          [[ -n $word && $word == "$current"* ]] || continue
          printf -v word %%q "$word"
          COMPREPLY+=("$word")
        done <<<"$names"
        COMPREPLY=("${COMPREPLY[@]#"${current%%"${current##*:}"}"}")
      }

      complete -F _holdfast holdfast
      """
          .formatted(
              alternatives(Stream.concat(pathOptions(commands), valueOptions(commands)), " | "),
              lines(this::recognition),
              alternatives(pathOptions(commands), " | "),
              alternatives(valueOptions(commands), " | "),
              lines(this::candidates))
          .replace("%%", "%");
    }

    private String lines(Function<Command, String> line) {
      return commands.stream().map(line).collect(Collectors.joining());
    }

    private String recognition(Command command) {
      return command.path().isEmpty()
          ? ""
          : "      \"%s %s\") command=\"%s\" ;;\n"
              .formatted(command.parent(), command.spec().name(), command.path());
    }

    private String candidates(Command command) {
      var words =
          Stream.concat(
                  command.subcommands().map(CommandSpec::name),
                  command.spec().options().stream().flatMap(option -> names(option).stream()))
              .collect(Collectors.joining(" "));
      return "    \"%s\") candidates=\"%s\"%s ;;\n"
          .formatted(command.path(), words, arguments(command));
    }

    private static String arguments(Command command) {
      var kinds = command.arguments();
      return IntStream.range(0, kinds.size())
          .filter(i -> kinds.get(i) != Names.NONE)
          .mapToObj(i ->
              "; [[ ${#arguments[@]} == %d ]] && names=\"%s\""
                  .formatted(i, kinds.get(i).areLive() ? kinds.get(i).query : "files"))
          .collect(Collectors.joining());
    }
  }

  // ---- zsh ----

  private static final class Zsh {
    private final List<Command> commands = Command.all();

    String text() {
      var script =
          new StringBuilder(
              """
              #compdef holdfast
              # Completion of the holdfast command for zsh.

              _holdfast_names() {
                local -a names socket
                (( ${words[(I)--control-socket]} )) && socket=(--control-socket "${words[${words[(I)--control-socket]}+1]}")
                names=(${(f)"$(_call_program names holdfast "$@" ${(q)socket} 2>/dev/null)"})
                compadd -a names
              }

              """);
      commands.forEach(command -> script.append(function(command)));
      return script.append("_holdfast \"$@\"\n").toString();
    }

    private static String function(Command command) {
      var specs = new ArrayList<String>();
      command.spec().options().forEach(option -> specs.add(option(option)));
      for (int i = 0; i < command.arguments().size(); i++) {
        specs.add(argument(command, i));
      }
      var name = name(command.path());
      if (command.spec().subcommands().isEmpty()) {
        return "%s() {\n  _arguments -S \\\n    %s\n}\n\n"
            .formatted(name, String.join(" \\\n    ", specs));
      }
      return """
      %s() {
        local -a commands
        local context state state_descr line
        typeset -A opt_args
        commands=(
          %s
        )
        _arguments -C -S \\
          %s \\
          '1:command:->command' \\
          '*::argument:->argument'
        case $state in
          command) _describe command commands ;;
          argument) (( $+functions[%s_${words[1]//-/_}] )) && %s_${words[1]//-/_} ;;
        esac
      }

      """
          .formatted(
              name,
              command
                  .subcommands()
                  .map(sub -> quoted(sub.name() + ":" + about(sub.usageMessage().description())))
                  .collect(Collectors.joining("\n    ")),
              String.join(" \\\n    ", specs),
              name,
              name);
    }

    private static String option(OptionSpec option) {
      var names = names(option);
      var value =
          option.arity().max() == 0
              ? ""
              : (option.arity().min() == 0 ? "::" : ":")
                  + option.paramLabel()
                  + (isPath(option) ? ":_files" : ":");
      var equals = option.arity().max() == 0 ? "" : "=";
      var about = "[" + about(option.description()).replaceAll("([\\[\\]:])", "\\\\$1") + "]";
      if (names.size() == 1) {
        return quoted(names.getFirst() + equals + about + value);
      }
      return "'("
          + String.join(" ", names)
          + ")'{"
          + names.stream()
              .map(name -> name + (name.startsWith("--") ? equals : ""))
              .collect(Collectors.joining(","))
          + "}"
          + quoted(about + value);
    }

    private static String argument(Command command, int index) {
      var argument = command.spec().positionalParameters().get(index);
      var kind = command.arguments().get(index);
      var action =
          switch (kind) {
            case NONE -> "";
            case FILES -> "_files";
            case SERVERS -> " _holdfast_names show service \"$line[1]\" --servers";
            default -> " _holdfast_names " + kind.query;
          };
      return quoted(
          (index + 1) + (argument.required() ? ":" : "::") + argument.paramLabel() + ":" + action);
    }

    private static String name(String path) {
      return "_holdfast" + (path.isEmpty() ? "" : "_" + path.replaceAll("[ -]", "_"));
    }

    private static String quoted(String text) {
      return "'" + text.replace("'", "'\\''") + "'";
    }
  }

  // ---- fish ----

  private static final class Fish {
    private final List<Command> commands = Command.all();

    String text() {
      var script =
          new StringBuilder(
              """
              # Completion of the holdfast command for fish.

              # Prints the words before the cursor that are neither options nor their values, one a line.
              function __holdfast_words
                  set -l skip no
                  for word in (commandline -opc)[2..]
                      if test $skip = yes
                          set skip no
                      else if contains -- $word %s
                          set skip yes
                      else if not string match -q -- '-*' $word
                          echo $word
                      end
                  end
              end

              # __holdfast_at WORDS COUNT: whether the command is WORDS, with COUNT arguments after it (any
              # number without COUNT).
              function __holdfast_at
                  set -l words (__holdfast_words)
                  set -l command (string split -n ' ' -- $argv[1])
                  set -l depth (count $command)
                  test (count $words) -ge $depth; or return 1
                  test $depth -eq 0; or test "$words[1..$depth]" = "$command"; or return 1
                  test (count $argv) -eq 1; or test (count $words) -eq (math $depth + $argv[2])
              end

              # Prints the names that the running agent knows.
              function __holdfast_names
                  set -l words (commandline -opc)
                  set -l at (contains -i -- --control-socket $words)
                  and set -a argv --control-socket $words[(math $at + 1)]
                  holdfast $argv 2>/dev/null
              end

              complete -c holdfast -f
              """
                  .formatted(
                      alternatives(
                          Stream.concat(pathOptions(commands), valueOptions(commands)), " ")));
      commands.forEach(command -> add(script, command));
      return script.toString();
    }

    private static void add(StringBuilder script, Command command) {
      command
          .subcommands()
          .forEach(sub ->
              line(
                  script,
                  condition(command.path(), 0),
                  "-a " + sub.name(),
                  about(sub.usageMessage().description())));
      for (var option : command.spec().options()) {
        var words =
            names(option).stream()
                .map(name ->
                    name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
                .collect(Collectors.joining(" "));
        var value = option.arity().min() == 0 ? "" : isPath(option) ? " -r -F" : " -x";
        line(
            script,
            "'__holdfast_at \""
                + command.path()
                + "\""
                + (command.spec().subcommands().isEmpty() ? "" : " 0")
                + "'",
            words + value,
            about(option.description()));
      }
      for (int i = 0; i < command.arguments().size(); i++) {
        argument(script, command, i);
      }
    }

    private static void argument(StringBuilder script, Command command, int index) {
      var kind = command.arguments().get(index);
      var about = about(command.spec().positionalParameters().get(index).description());
      var condition = condition(command.path(), index);
      switch (kind) {
        case NONE -> {}
        case FILES -> line(script, condition, "-F", about);
        case SERVERS ->
            line(
                script,
                condition,
                "-a '(__holdfast_names show service (__holdfast_words)["
                    + (command.depth() + 1)
                    + "] --servers)'",
                about);
        default -> line(script, condition, "-a '(__holdfast_names " + kind.query + ")'", about);
      }
    }

    private static String condition(String path, int arguments) {
      return "'__holdfast_at \"" + path + "\" " + arguments + "'";
    }

    private static void line(StringBuilder script, String condition, String words, String about) {
      script
          .append("complete -c holdfast -n ")
          .append(condition)
          .append(' ')
          .append(words)
          .append(" -d '")
          .append(about.replace("\\", "\\\\").replace("'", "\\'"))
          .append("'\n");
    }
  }
}
