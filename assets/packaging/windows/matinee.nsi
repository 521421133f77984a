; The installer for Windows, for one person or for the machine. VERSION, STAGE, OUT and,
; where they come along, LIBMPV and FFMPEG are given by .ci/package-windows.
Unicode true
Target amd64-unicode ; as the program; no part of Windows for programs of 32 bits is needed
SetCompressor /SOLID lzma
SetCompressorDictSize 64 ; the programs of FFmpeg are the same for the most part
ManifestDPIAware true

!define NAME "Matinee"
!define ID "org.matinee.Matinee"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh

Name "${NAME} ${VERSION}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "${NAME}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT"

!define MUI_ICON "${STAGE}\matinee.ico"
!define MUI_UNICON "${STAGE}\matinee.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\matinee.exe"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE French

LangString MPV_MISSING ${LANG_ENGLISH} "libmpv-2.dll is missing. Matinee downloads and seeds, but plays nothing until libmpv-2.dll lies beside matinee.exe in $INSTDIR."
LangString MPV_MISSING ${LANG_FRENCH} "libmpv-2.dll manque. Matinee télécharge et partage, mais ne lit rien tant que libmpv-2.dll ne se trouve pas à côté de matinee.exe dans $INSTDIR."
LangString RUNNING ${LANG_ENGLISH} "Matinee is running. Quit it from its icon in the tray, then try again."
LangString RUNNING ${LANG_FRENCH} "Matinee est en cours d’exécution. Quittez-le depuis son icône dans la zone de notification, puis réessayez."
LangString S_PROGRAM ${LANG_ENGLISH} "The program"
LangString S_PROGRAM ${LANG_FRENCH} "Le programme"
LangString S_MENU ${LANG_ENGLISH} "Start menu"
LangString S_MENU ${LANG_FRENCH} "Menu Démarrer"
LangString S_FILES ${LANG_ENGLISH} "Open .torrent files"
LangString S_FILES ${LANG_FRENCH} "Ouvrir les fichiers .torrent"
LangString S_LINKS ${LANG_ENGLISH} "Open magnet: and matinee: links"
LangString S_LINKS ${LANG_FRENCH} "Ouvrir les liens magnet: et matinee:"
LangString S_WALL ${LANG_ENGLISH} "Let others reach you (firewall)"
LangString S_WALL ${LANG_FRENCH} "Laisser les autres vous joindre (pare-feu)"
LangString D_WALL ${LANG_ENGLISH} "Adds a rule to the Windows firewall, so that people who want what you have can connect to you. Without it you still download and give, but reach fewer people. Needs an administrator."
LangString D_WALL ${LANG_FRENCH} "Ajoute une règle au pare-feu Windows, pour que ceux qui cherchent ce que vous avez puissent se connecter à vous. Sans elle, vous téléchargez et partagez quand même, mais avec moins de monde. Demande un administrateur."
LangString U_LIBRARY ${LANG_ENGLISH} "Library, keys and licenses of this person"
LangString U_LIBRARY ${LANG_FRENCH} "Bibliothèque, clés et licences de cette personne"
LangString U_MEDIA ${LANG_ENGLISH} "Films and music in Videos\Matinee"
LangString U_MEDIA ${LANG_FRENCH} "Films et musique dans Vidéos\Matinee"
LangString UD_LIBRARY ${LANG_ENGLISH} "What you bought does not play without its licenses. Receipts that you saved elsewhere bring them back."
LangString UD_LIBRARY ${LANG_FRENCH} "Ce que vous avez acheté ne se lit pas sans ses licences. Les reçus que vous avez enregistrés ailleurs les rétablissent."

!macro Unused un
Function ${un}Unused
	; A program that runs holds its file; writing to it is refused.
	IfFileExists "$INSTDIR\matinee.exe" 0 free
	ClearErrors
	FileOpen $0 "$INSTDIR\matinee.exe" a
	IfErrors 0 +4
	MessageBox MB_OK|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDOK
	SetErrorLevel 2
	Abort
	FileClose $0
free:
FunctionEnd
!macroend
!insertmacro Unused ""
!insertmacro Unused "un."

Function .onInit
	SetRegView 64
	!insertmacro MULTIUSER_INIT
FunctionEnd

Function un.onInit
	SetRegView 64
	!insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "$(S_PROGRAM)" S_Program
	SectionIn RO
	Call Unused
	SetOutPath "$INSTDIR"
	File "${STAGE}\matinee.exe"
	File "${STAGE}\matinee.com"
	File "${STAGE}\matinee.ico"
	File "${STAGE}\NOTICES.txt"
	File "${STAGE}\LICENSE.txt"
	File "${STAGE}\sbom.cdx.json"
!ifdef LIBMPV
	File "${LIBMPV}"
!endif
!ifdef FFMPEG
	File "${STAGE}\ffmpeg.exe"
	File "${STAGE}\ffprobe.exe"
!endif
	WriteUninstaller "$INSTDIR\uninstall.exe"
	WriteRegStr SHCTX "${UNINSTALL}" DisplayName "${NAME}"
	WriteRegStr SHCTX "${UNINSTALL}" DisplayVersion "${VERSION}"
	WriteRegStr SHCTX "${UNINSTALL}" DisplayIcon "$INSTDIR\matinee.ico"
	WriteRegStr SHCTX "${UNINSTALL}" InstallLocation "$INSTDIR"
	WriteRegStr SHCTX "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
	WriteRegStr SHCTX "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
	WriteRegDWORD SHCTX "${UNINSTALL}" NoModify 1
	WriteRegDWORD SHCTX "${UNINSTALL}" NoRepair 1
	IfFileExists "$INSTDIR\libmpv-2.dll" +2
	MessageBox MB_OK|MB_ICONINFORMATION "$(MPV_MISSING)" /SD IDOK
SectionEnd

Section "$(S_MENU)" S_Menu
	CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\matinee.exe" "" "$INSTDIR\matinee.ico"
SectionEnd

Section "$(S_FILES)" S_Files
	WriteRegStr SHCTX "Software\Classes\${ID}.torrent" "" "BitTorrent"
	WriteRegStr SHCTX "Software\Classes\${ID}.torrent\DefaultIcon" "" "$INSTDIR\matinee.ico"
	WriteRegStr SHCTX "Software\Classes\${ID}.torrent\shell\open\command" "" '"$INSTDIR\matinee.exe" "%1"'
	; Beside others: which one opens them is the person's choice in Windows' settings.
	WriteRegStr SHCTX "Software\Classes\.torrent\OpenWithProgids" "${ID}.torrent" ""
	WriteRegStr SHCTX "Software\${NAME}\Capabilities\FileAssociations" ".torrent" "${ID}.torrent"
	WriteRegStr SHCTX "Software\${NAME}\Capabilities" "ApplicationName" "${NAME}"
	WriteRegStr SHCTX "Software\${NAME}\Capabilities" "ApplicationDescription" "${NAME}"
	WriteRegStr SHCTX "Software\RegisteredApplications" "${NAME}" "Software\${NAME}\Capabilities"
SectionEnd

!macro Link scheme
	WriteRegStr SHCTX "Software\Classes\${ID}.${scheme}" "" "URL:${scheme}"
	WriteRegStr SHCTX "Software\Classes\${ID}.${scheme}" "URL Protocol" ""
	WriteRegStr SHCTX "Software\Classes\${ID}.${scheme}\shell\open\command" "" '"$INSTDIR\matinee.exe" "%1"'
	WriteRegStr SHCTX "Software\${NAME}\Capabilities\URLAssociations" "${scheme}" "${ID}.${scheme}"
!macroend

Section "$(S_LINKS)" S_Links
	!insertmacro Link magnet
	!insertmacro Link matinee
	WriteRegStr SHCTX "Software\Classes\matinee" "" "URL:matinee"
	WriteRegStr SHCTX "Software\Classes\matinee" "URL Protocol" ""
	WriteRegStr SHCTX "Software\Classes\matinee\shell\open\command" "" '"$INSTDIR\matinee.exe" "%1"'
	WriteRegStr SHCTX "Software\${NAME}\Capabilities" "ApplicationName" "${NAME}"
	WriteRegStr SHCTX "Software\${NAME}\Capabilities" "ApplicationDescription" "${NAME}"
	WriteRegStr SHCTX "Software\RegisteredApplications" "${NAME}" "Software\${NAME}\Capabilities"
SectionEnd

Section /o "$(S_WALL)" S_Wall
	nsExec::Exec 'netsh advfirewall firewall add rule name="${NAME}" dir=in action=allow program="$INSTDIR\matinee.exe" enable=yes'
	Pop $0
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
	!insertmacro MUI_DESCRIPTION_TEXT ${S_Wall} "$(D_WALL)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Section "un.$(S_PROGRAM)" U_Program
	SectionIn RO
	Call un.Unused
	nsExec::Exec 'netsh advfirewall firewall delete rule name="${NAME}" program="$INSTDIR\matinee.exe"'
	Pop $0
	Delete "$INSTDIR\matinee.exe"
	Delete "$INSTDIR\matinee.com"
	Delete "$INSTDIR\matinee.ico"
	Delete "$INSTDIR\libmpv-2.dll"
	Delete "$INSTDIR\ffmpeg.exe"
	Delete "$INSTDIR\ffprobe.exe"
	Delete "$INSTDIR\NOTICES.txt"
	Delete "$INSTDIR\LICENSE.txt"
	Delete "$INSTDIR\sbom.cdx.json"
	Delete "$INSTDIR\uninstall.exe"
	RMDir "$INSTDIR"
	Delete "$SMPROGRAMS\${NAME}.lnk"
	DeleteRegKey SHCTX "Software\Classes\${ID}.torrent"
	DeleteRegKey SHCTX "Software\Classes\${ID}.magnet"
	DeleteRegKey SHCTX "Software\Classes\${ID}.matinee"
	DeleteRegKey SHCTX "Software\Classes\matinee"
	DeleteRegValue SHCTX "Software\Classes\.torrent\OpenWithProgids" "${ID}.torrent"
	DeleteRegKey /ifempty SHCTX "Software\Classes\.torrent\OpenWithProgids"
	DeleteRegKey /ifempty SHCTX "Software\Classes\.torrent"
	DeleteRegValue SHCTX "Software\RegisteredApplications" "${NAME}"
	DeleteRegKey SHCTX "Software\${NAME}"
	DeleteRegKey SHCTX "${UNINSTALL}"
	DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${NAME}"
SectionEnd

Section /o "un.$(U_LIBRARY)" U_Library
	RMDir /r "$LOCALAPPDATA\Matinee"
SectionEnd

Section /o "un.$(U_MEDIA)" U_Media
	RMDir /r "$PROFILE\Videos\Matinee"
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
	!insertmacro MUI_DESCRIPTION_TEXT ${U_Library} "$(UD_LIBRARY)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
