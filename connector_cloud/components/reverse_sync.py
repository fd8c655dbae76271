# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo.fields import Domain
from odoo.tools import split_every

from odoo.addons.component.core import Component

from ..exceptions import BackendUnavailable, CloudError, SyncHeld, message_of
from ..models.cloud_backend_reverse import BUSY_DELAY
from ..session_lock import session_locks

# Files in one look at the cloud, folders in one commit.
BATCH = 100


class ReverseSync(Component):
    """Bring the files of a backend, or of one of its rules, home.

    The bindings that are left are the work that is left: a run that was killed is
    simply followed by another one.  The cloud is only read.
    """

    _name = "cloud.reverse.sync"
    _inherit = "cloud.base"
    _usage = "reverse.sync"

    def run(self, report):
        """Do what can be done now, and enqueue the rest.

        :param report: the running ``cloud.reverse.report``
        :return: what was done, for the job's result
        """
        run, backend = self.work.run, self.backend_record
        self._take_over_news(report)
        busy = report.news_read and self._bring_files(report)
        if report._goes_on():
            eta = self._pause(report, busy)
            if eta is None and not (
                self._forget_records(report) and self._finish(report)
            ):
                eta = 0 if run.out_of_time else BUSY_DELAY
            if eta is not None:
                backend._enqueue_reverse(report.rule_id.id or None, eta=eta)
        run.flush()
        return run.summary()

    def _take_over_news(self, report):
        """What people did in the cloud until now comes home as well.

        What the guard stops is not done: nothing is deleted on the way home.
        """
        if report.news_read or not report._goes_on():
            return
        try:
            self.component(usage="backward.sync").run()
        except BackendUnavailable:
            raise
        except (SyncHeld, CloudError) as problem:
            message = message_of(self.env, problem)
            self.work.run.log("check", report.display_name, "warning", message)
        report.news_read = not self.work.run.out_of_time

    def _pause(self, report, busy):
        """:return: seconds until there is more to bring home; None: all is home"""
        if self.work.run.out_of_time:
            return 0
        if busy:
            return BUSY_DELAY
        if not report._measure(report._pending_domain())[0]:
            return None
        return report._seconds_to_next_try()

    def _finish(self, report):
        if report.scope == "all":
            return self.backend_record._finish_reset(report)
        return report.rule_id._finish_move(report)

    # Under the locks of the records

    def _bring_files(self, report):
        """:return: whether other jobs were busy with some of them"""
        files_home = self.component(usage="files.home")
        File = self.env["cloud.file"].sudo()
        ids = File.search(report._due_domain(), order="id").ids
        busy = False
        for batch in split_every(BATCH, ids, File.browse):
            if self.work.run.out_of_time or not report._goes_on():
                break
            places = batch.exists().grouped(lambda f: f.folder_id._record_folder())
            with self._locked(places) as mine:
                files = File.union(*(places[place] for place in mine))
                files_home.bring(report, files.exists())
            busy = busy or len(mine) < len(places)
        return busy

    def _forget_records(self, report):
        """Remove the rows of records that have nothing left to come home.

        :return: whether none of them is left
        """
        Folder = self.env["cloud.folder"].sudo()
        records = report._folder_domain() & Domain("kind", "=", "record")
        for batch in split_every(BATCH, Folder.search(records).ids, Folder.browse):
            if self.work.run.out_of_time or not report._goes_on():
                return False
            with self._locked(batch.exists()) as mine:
                folders = Folder.union(*mine).exists()
                inside = Domain("folder_id", "child_of", folders.ids)
                if not report._measure(report._pending_domain() & inside)[0]:
                    report._forget_rows([("id", "child_of", folders.ids)])
                self.work.run.flush()
        return not Folder.search_count(records, limit=1)

    @contextmanager
    def _locked(self, places):
        """Keep other jobs away from records, as far as they are not at work there.

        :param places: iterable of ``cloud.folder`` of records
        :return: context manager over the list of those that are locked
        """
        backend = self.backend_record
        keys = {
            backend._record_key(place.res_model, place.res_id or place.id): place
            for place in places
        }
        with session_locks(self.env.cr, keys) as held:
            # What others wrote before they gave a lock back is seen from here on.
            backend._commit()
            yield [keys[key] for key in held]
