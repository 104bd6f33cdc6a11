"""Figure builders in Altair: first the data of the figure, then the figure.

Column names never reach Altair as field names: all figures use fixed fields, so that dots, brackets,
colons and quotes in a file's header are only ever text. Backgrounds are transparent and the page's theme
gives the colours of marks and text.
"""
