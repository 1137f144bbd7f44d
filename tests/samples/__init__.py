"""Directives of our own writing with the right answers by hand; the province of Sơn Hà, its people and figures are invented."""
