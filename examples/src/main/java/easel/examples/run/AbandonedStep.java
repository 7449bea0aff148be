package easel.examples.run;

import java.util.Locale;

/** Ends an interrupted run whose current step takes too long: completes the files without this step. */
final class AbandonedStep implements Interruption.Listener {
    private final RunFolder folder;
    private final CheckpointedTraining training;
    private final LiveView view;
    private final Settings settings;
    private final Progress progress;

    AbandonedStep(RunFolder folder, CheckpointedTraining training, LiveView view, Settings settings,
            Progress progress) {
        this.folder = folder;
        this.training = training;
        this.view = view;
        this.settings = settings;
        this.progress = progress;
    }

    @Override
    public void waitsForStep(int seconds) {
        progress.print("Interrupted; waiting up to " + seconds + " s for the end of the current step. A second Ctrl-C"
                + " ends the program at once.");
    }

    /** The training thread is still in the step, and the process ends afterwards. */
    @Override
    public void abandonedStep(int seconds) {
        progress.close();
        long done = training.stepBefore();
        ClosingReport report = new ClosingReport();
        long[] saved = {0};
        report.complete(() -> saved[0] = training.saveBeforeStep());
        view.drawPlots();
        view.animate();
        settings.end(report.end("interrupted"), done);
        report.complete(() -> view.writeSettingsAndPage(false));
        report.first().ifPresent(e -> progress.print(TerminalText.line(String.valueOf(e.getMessage()))));
        String lost = saved[0] < done ? "Steps " + (saved[0] + 1) + " to " + (done + 1) + " are lost."
                : "Step " + (done + 1) + " is lost.";
        String next = saved[0] == 0 ? " There is no checkpoint."
                : String.format(Locale.ROOT, " --resume %s continues after step %d.", folder, saved[0]);
        progress.print("Interrupted; step " + (done + 1) + " did not end within " + seconds + " s. " + lost + next);
    }
}
