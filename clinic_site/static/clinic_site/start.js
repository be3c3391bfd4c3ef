/* Makes the calls that Wagtail writes as inline scripts: see clinic_site/no_inline.py.
   Only these functions; an element that names another does nothing. */
(() => {
  "use strict";
  const CALLS = {
    InlinePanel: (_id, options) => new window.InlinePanel(options),
    Chooser: (id, options) => new window.Chooser(id, options),
    ImageChooser: (id, options) => new window.ImageChooser(id, options),
    PageChooser: (id, options) => new window.PageChooser(id, options),
    createTaskChooser: (id) => window.createTaskChooser(id),
    initDateChooser: (id, options) => window.initDateChooser(id, options),
    initDateTimeChooser: (id, options) => window.initDateTimeChooser(id, options),
    initTimeChooser: (id, options) => window.initTimeChooser(id, options),
  };

  class Start extends window.StimulusModule.Controller {
    static values = { function: String, id: String };

    connect() {
      const call = CALLS[this.functionValue];
      let options = JSON.parse(this.element.querySelector("script").textContent);
      if (typeof options === "string") options = JSON.parse(options); // Wagtail gave it as JSON
      this.element.remove(); // a row that is moved would start its fields again
      call?.(this.idValue, options);
    }
  }

  window.wagtail.app.register("start", Start);
})();
